import { eventTopics } from "@churned/domain/routes";
import { expect, test } from "vitest";
import { parseEvent, reduceEvent } from "./reduce-event.ts";

test("reads exactly the object again that an event names", () => {
  expect(reduceEvent({ topic: "check", id: "c1", connectionId: "k1" }).now).toEqual([
    ["check", "one", "c1"],
    ["check", "list", "k1"],
  ]);
  expect(reduceEvent({ topic: "connection", id: "k1" }).now).toContainEqual([
    "connection",
    "one",
    "k1",
  ]);
});

test("reads the lists of every connection again if the event names no connection", () => {
  expect(reduceEvent({ topic: "sync", id: "s1" }).now).toEqual([["sync", "list"]]);
});

test("reads a long list of connections once for many events, after a short wait", () => {
  const { now, soon } = reduceEvent({ topic: "connection", id: "k1" });
  expect(soon).toContainEqual(["connection", "list"]);
  expect(now).not.toContainEqual(["connection", "list"]);
});

test("handles every topic, and nothing else", () => {
  for (const topic of eventTopics)
    expect(parseEvent(JSON.stringify({ topic, id: "1" }))).toEqual({ topic, id: "1" });
  for (const text of ["", "{}", "null", '{"topic":"weather","id":"1"}', '{"topic":"check"}'])
    expect(parseEvent(text)).toBeUndefined();
});
