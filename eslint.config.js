import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: [".venv/", "explorer/app/static/", "**/*.min.js"] },
  js.configs.recommended,
  {
    rules: {
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      "func-style": ["error", "declaration", { allowArrowFunctions: true }],
      "max-len": ["error", 120],
      "max-lines": ["error", 400],
      "no-else-return": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-restricted-properties": [
        "error",
        ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({
          property,
          message: "Texts are hostile: write them through textContent.",
        })),
      ],
      "no-unused-expressions": ["error", { allowShortCircuit: true }],
      "no-var": "error",
      "object-shorthand": "error",
      "one-var": ["error", "never"],
      "prefer-const": "error",
      "prefer-template": "error",
    },
  },
  { files: ["assets/**", "explorer/**"], languageOptions: { globals: globals.browser } },
  { files: ["tests/**", "*.config.js"], languageOptions: { globals: globals.node } },
];
