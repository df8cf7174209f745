import { screen } from "@solidjs/testing-library";
import { createSignal } from "solid-js";
import { expect, test, vi } from "vitest";
import { renderPart } from "../../test/render-at.tsx";
import { ApiProblem } from "../api/problem.ts";
import { ReasonDialog } from "./reason-dialog.tsx";

function renderDialog(onConfirm: (reason: string) => Promise<unknown>) {
  const { user } = renderPart(() => {
    const [isOpen, setIsOpen] = createSignal(true);
    return (
      <ReasonDialog
        open={isOpen()}
        title="Pause Acme?"
        text="Nothing is read until you resume it."
        label="Why"
        action="Pause"
        onClose={() => setIsOpen(false)}
        onConfirm={onConfirm}
      />
    );
  });
  const confirm = () => user.click(screen.getByRole("button", { name: "Pause" }));
  return { user, confirm };
}

test("nothing is done without a reason", async () => {
  const onConfirm = vi.fn<(reason: string) => Promise<void>>(async () => undefined);
  const { user, confirm } = renderDialog(onConfirm);
  await user.type(screen.getByRole("textbox", { name: "Why" }), "   ");
  await confirm();
  expect(screen.getByText("Say why in a few words.")).toBeDefined();
  expect(onConfirm).not.toHaveBeenCalled();
  await user.type(screen.getByRole("textbox", { name: "Why" }), "They asked for it.");
  await confirm();
  expect(onConfirm).toHaveBeenCalledExactlyOnceWith("They asked for it.");
  await vi.waitFor(() => expect(screen.queryByRole("textbox")).toBeNull());
});

test("a failed action keeps the dialog open with its reason, and says why it failed", async () => {
  const { user, confirm } = renderDialog(async () => {
    throw new ApiProblem({ status: 409, code: "CONFLICT", message: "It is paused already." });
  });
  const reason = screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Why" });
  await user.type(reason, "They asked for it.");
  await confirm();
  expect(await screen.findByText("It is paused already.")).toBeDefined();
  expect(reason.value).toBe("They asked for it.");
});
