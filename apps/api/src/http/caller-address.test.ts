import { describe, expect, test } from "vitest";
import { normalizeAddress } from "./caller-address.ts";

describe("the address of a caller", () => {
  test.each([
    ["192.0.2.1", "192.0.2.1"],
    ["192.0.2.1:51234", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["::FFFF:c000:201", "192.0.2.1"],
    ["[::ffff:192.0.2.1]:443", "192.0.2.1"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["[2001:DB8:1:2::9]:51234", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002::1", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["unknown", "unknown"],
    ["", "unknown"],
    ["192.0.2.999", "unknown"],
    ["[2001:db8::1", "unknown"],
  ])("%s counts as %s", (text, address) => {
    expect(normalizeAddress(text)).toBe(address);
  });

  test("is the same for all addresses that a caller in an IPv6 network can choose, and another for its neighbour", () => {
    expect(normalizeAddress("2001:db8:1:2:ffff::1")).toBe(normalizeAddress("2001:db8:1:2::abcd"));
    expect(normalizeAddress("2001:db8:1:3::1")).not.toBe(normalizeAddress("2001:db8:1:2::1"));
  });
});
