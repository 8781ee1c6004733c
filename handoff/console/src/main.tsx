import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./styles/fonts.css";
import "./styles/base.css";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Router } from "wouter";
import { makeQueryClient } from "./api/queries";
import { App } from "./App";
import { Speaking } from "./i18n/Speaking";
import { ErrorBoundary } from "./shell/ErrorBoundary";
import { styleNonce } from "./nonce";
import { theme, variables } from "./theme";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

createRoot(root).render(
  <StrictMode>
    <Speaking>
      <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto" getStyleNonce={styleNonce}>
        <Notifications position="bottom-center" limit={3} autoClose={6000} />
        <ErrorBoundary>
          <QueryClientProvider client={makeQueryClient()}>
            <Router base="/console">
              <App />
            </Router>
          </QueryClientProvider>
        </ErrorBoundary>
      </MantineProvider>
    </Speaking>
  </StrictMode>,
);
