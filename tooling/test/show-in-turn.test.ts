import { expect, test } from "vitest";

import { showInTurn } from "./show-in-turn.ts";

test("shows the first output at once, and the others completely when their turn comes", () => {
  let shown = "";
  const outputs = showInTurn((text) => (shown += text));
  const [first, second, third] = [outputs.open(), outputs.open(), outputs.open()];
  third.write("third. ");
  third.end();
  second.write("second, ");
  first.write("first ");
  expect(shown).toBe("first ");
  first.end();
  expect(shown).toBe("first second, ");
  second.write("live. ");
  expect(shown).toBe("first second, live. ");
  second.end();
  expect(shown).toBe("first second, live. third. ");
});
