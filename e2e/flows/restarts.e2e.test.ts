// An API that goes away, and sign-ins that end, under pages that are open.

import { describe } from "vitest";

import { useWorld } from "../parts/world.ts";
import { testRestarts } from "./restarts.ts";
import { testSignInAgain } from "./sign-in-again.ts";

const world = useWorld();

describe("sign-in", () => {
  testSignInAgain(world);
});
describe("restarts", () => {
  testRestarts(world);
});
