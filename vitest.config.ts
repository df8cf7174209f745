import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const never = ["**/node_modules/**", "**/dist/**"];
// No test asserts these times: they end a test that hangs, also on a machine that runs other steps.
const slow = { testTimeout: 60_000, hookTimeout: 120_000 };

// `unit` and `component` need nothing but Node; the others need the shared services that `npm test` starts (see CONTRIBUTING.md).
export default defineConfig({
  test: {
    // Tests wait more than they compute: also on two cores, two files run at a time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      "apps/console/vitest.config.ts",
      {
        test: {
          name: "unit",
          include: [
            "{apps,packages}/*/{src,test}/**/*.test.ts",
            "{proofs,tooling}/**/*.test.ts",
            "e2e/*.test.ts",
          ],
          exclude: ["**/*.int.test.ts", ...never],
          ...slow,
        },
      },
      {
        test: {
          name: "int",
          include: ["{apps,packages}/*/{src,test}/**/*.int.test.ts", "tooling/**/*.int.test.ts"],
          exclude: never,
          ...slow,
        },
      },
      {
        // One file at a time: each drives a browser and a whole stack.
        test: {
          name: "e2e",
          include: ["e2e/flows/**/*.test.ts"],
          exclude: ["**/*.a11y.test.ts", ...never],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "a11y",
          include: ["e2e/**/*.a11y.test.ts"],
          exclude: never,
          fileParallelism: false,
          // One test looks at every page there is, twice; it must not hang on how busy the machine is.
          testTimeout: 600_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
