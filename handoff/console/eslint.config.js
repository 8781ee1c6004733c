import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const text = "Text goes to the page as text nodes only.";

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/api/schema.d.ts", "postcss.config.cjs"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  hooks.configs.flat.recommended,
  {
    files: ["src/**/*.{ts,tsx}"],
    rules: {
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
      eqeqeq: "error",
      "no-restricted-syntax": [
        "error",
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: text },
        { selector: "MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/]", message: text },
      ],
      "no-restricted-globals": ["error", { name: "confirm", message: "Ask in a dialog of our own." }, "alert", "prompt"],
    },
  },
  { files: ["src/i18n/**/*.ts"], rules: { "max-lines": "off" } },
);
