import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The gateway puts a nonce of its own in the place of this word each time it serves the page. */
const NONCE = "__NONCE__";
const GATEWAY = process.env.GATEWAY ?? "http://127.0.0.1:8000";

export default defineConfig({
  base: "/console/",
  plugins: [react()],
  html: { cspNonce: NONCE },
  build: {
    outDir: "dist",
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 400,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(react|react-dom|scheduler)\// },
            { name: "data", test: /node_modules\/(@tanstack|openapi-fetch|wouter|regexparam)/ },
            { name: "mantine", test: /node_modules\/(@mantine\/(core|hooks|notifications|store)|@floating-ui|react-remove-scroll|clsx)/ },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": GATEWAY } },
});
