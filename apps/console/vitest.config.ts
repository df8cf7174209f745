import solid from "vite-plugin-solid";
import { defineConfig } from "vitest/config";

// Renders components without a browser. The tests replace the network (test/fake-api.ts) and none of our own modules.
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
