import { expect, test } from "vitest";
import { refuseEasyPassword } from "./judge-password.ts";

const ada = { email: "ada.byron@globex.example", name: "Ada Byron" };

test.each([
  ["a common password", "leavemealone"],
  ["a common password with digits", "password1234"],
  ["a common password in another spelling", "P@ssw0rd1234"],
  ["a repetition", "passwordpassword"],
  ["one character", "aaaaaaaaaaaa"],
  ["a row of keys", "qwertyuiop12"],
  ["a sequence", "abcdefghijkl"],
  ["a word with a year", "Welcome2026!!"],
  ["the product", "churnedplanhat"],
  ["the person's name", "adabyron1234"],
  ["the person's company", "globexglobex1"],
  ["the person's address", "ada.byron@globex.example"],
])("%s is refused at the field", async (_, password) => {
  await expect(refuseEasyPassword(password, ada)).rejects.toThrow(
    expect.objectContaining({
      code: "VALIDATION",
      errors: [expect.objectContaining({ path: "newPassword" })],
    }),
  );
});

test.each(["correct horse battery", "de kat zit op de mat", "kX9#mPq2vL!z", "chosen-by-peter"])(
  "%s is accepted",
  async (password) => {
    await expect(refuseEasyPassword(password, ada)).resolves.toBeUndefined();
  },
);

test("somebody else's name is no reason", async () => {
  const other = { email: "c@acme.example", name: "C" };
  await expect(refuseEasyPassword("byron-globex", other)).resolves.toBeUndefined();
  await expect(refuseEasyPassword("byron-globex", ada)).rejects.toThrow(/easy to guess/);
});
