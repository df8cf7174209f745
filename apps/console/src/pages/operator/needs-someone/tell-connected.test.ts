import { expect, test } from "vitest";
import { tellConnected } from "./tell-connected.ts";

test.each([
  [0, 0, "There is no connection yet."],
  [1, 1, "The one connection is connected."],
  [0, 1, "The one connection is not connected."],
  [1, 3, "1 of 3 connections is connected."],
  [2, 3, "2 of 3 connections are connected."],
  [1_200, 1_200, "All 1,200 connections are connected."],
])("%i of %i: %s", (connected, all, told) => {
  expect(tellConnected(connected, all)).toBe(told);
});
