import solid from "vite-plugin-solid";
import { defineConfig } from "vitest/config";

// Components, rendered without a browser. The network is replaced (test/fake-api.ts), and nothing of ours is.
export default defineConfig({
  plugins: [solid({ hot: false })],
  test: {
    name: "component",
    include: ["src/**/*.test.tsx"],
    environment: "happy-dom",
    isolate: false,
    testTimeout: 20_000,
  },
});
