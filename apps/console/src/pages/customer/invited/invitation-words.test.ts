import { expect, test } from "vitest";
import { languages } from "../../../ui/language.ts";
import { describeInvitation } from "./invitation-words.ts";

const known = { tenantName: "Globex", connectionName: "Planhat of Globex" };
const invitedBy = { name: "Ada", email: "ada@globex.example" };

test.each(languages)(
  "a guest reads who invited them, for which business and connection (%s)",
  (language) => {
    const { invited } = describeInvitation({ ...known, invitedBy }, language);
    for (const part of ["Ada (ada@globex.example)", "Globex", "“Planhat of Globex”"])
      expect(invited).toContain(part);
  },
);

test("names nobody if the inviter is unknown, and shows the mail address of a person without a name", () => {
  expect(describeInvitation({ ...known, invitedBy: null }, "en").invited).toMatch(
    /^Somebody at Globex invited you/,
  );
  expect(describeInvitation(known, "en").invited).toMatch(/^Somebody at Globex/);
  const unnamed = { name: invitedBy.email, email: invitedBy.email };
  expect(describeInvitation({ ...known, invitedBy: unnamed }, "en").invited).toMatch(
    /^ada@globex\.example invited you/,
  );
});
