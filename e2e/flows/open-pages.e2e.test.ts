// Pages that stay open: while sign-ins end, while the token is replaced, while the API goes away.

import { describe } from "vitest";

import { useWorld } from "../parts/world.ts";
import { testReplacement } from "./replacement.ts";
import { testRestarts } from "./restarts.ts";
import { testSignInAgain } from "./sign-in-again.ts";

const world = useWorld();

describe("sign-in", () => {
  testSignInAgain(world);
});
describe("replacement", () => {
  testReplacement(world);
});
describe("restarts", () => {
  testRestarts(world);
});
