import { describe, expect, it } from "vitest";
import { guestRightsAt, invitationStateAt } from "./invitation.ts";
import { guestReadsForMs } from "./limits.ts";

const now = new Date("2026-11-23T12:00:00Z");
const after = (ms: number): Date => new Date(now.getTime() + ms);
const open = { ending: null, endedAt: null, expiresAt: after(1) } as const;

describe("an invitation", () => {
  it("lets a guest write until it expires, to the millisecond", () => {
    expect(invitationStateAt(open, now)).toBe("open");
    expect(guestRightsAt(open, now)).toBe("write");
    expect(invitationStateAt(open, after(1))).toBe("expired");
    expect(guestRightsAt(open, after(1))).toBe("none");
  });

  it("lets a guest read the verdict for an hour after a token works, and nothing after it is withdrawn", () => {
    const used = { ...open, ending: "used", endedAt: now } as const;
    expect(guestRightsAt(used, now)).toBe("read");
    expect(guestRightsAt(used, after(guestReadsForMs - 1))).toBe("read");
    expect(guestRightsAt(used, after(guestReadsForMs))).toBe("none");
    expect(guestRightsAt({ ...used, ending: "withdrawn" }, now)).toBe("none");
  });
});
