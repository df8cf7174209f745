// Pages that stay open while a sign-in ends, a token is replaced, or the API is down.

import { describe } from "vitest";

import { useWorld } from "../parts/world.ts";
import { testRemoval } from "./removal.ts";
import { testReplacement } from "./replacement.ts";
import { testRestarts } from "./restarts.ts";
import { testSignInAgain } from "./sign-in-again.ts";

const world = useWorld();

describe("sign-in", () => {
  testSignInAgain(world);
});
describe("removal", () => {
  testRemoval(world);
});
describe("replacement", () => {
  testReplacement(world);
});
describe("restarts", () => {
  testRestarts(world);
});
