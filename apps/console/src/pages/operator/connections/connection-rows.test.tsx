import { screen } from "@solidjs/testing-library";
import { expect, test, vi } from "vitest";
import { renderPart } from "../../../../test/render-at.tsx";
import { idOf, makeConnection } from "../../../../test/samples.ts";
import { ConnectionRows, type RowsHandle } from "./connection-rows.tsx";

const count = 10_000;
const rows = Array.from({ length: count }, (_, n) =>
  makeConnection({ id: idOf(n), tenantName: `Tenant ${n}`, name: `Tenant ${n}` }),
);

function renderRows() {
  const onNearEnd = vi.fn<() => void>();
  let handle: RowsHandle | undefined;
  const { user } = renderPart(() => (
    <ConnectionRows
      ref={(made) => (handle = made)}
      rows={rows}
      total={{ total: count, isAtLeast: false }}
      sort="name"
      onSort={() => undefined}
      onShow={() => undefined}
      onNearEnd={onNearEnd}
    />
  ));
  return { user, onNearEnd, focusFirst: () => handle?.focusFirst() };
}
const shown = () => document.querySelectorAll("[data-row]").length;
const focused = () => document.activeElement?.textContent;

test("a table of ten thousand rows renders one screenful, and gives screen readers the full count", () => {
  renderRows();
  expect(shown()).toBeGreaterThan(10);
  expect(shown()).toBeLessThan(60);
  expect(screen.getByRole("table").getAttribute("aria-rowcount")).toBe(String(count + 1));
  expect(screen.getAllByRole("row")[1]?.getAttribute("aria-rowindex")).toBe("2");
});

test("loads more rows only near the end of the list", () => {
  const { onNearEnd } = renderRows();
  expect(onNearEnd).not.toHaveBeenCalled();
});

test("the arrow keys move the focus from row to row, and stop at the first", async () => {
  const { user, focusFirst } = renderRows();
  focusFirst();
  await vi.waitFor(() => expect(focused()).toBe("Tenant 0"));
  await user.keyboard("{ArrowDown}");
  await vi.waitFor(() => expect(focused()).toBe("Tenant 1"));
  await user.keyboard("{ArrowUp}{ArrowUp}");
  await vi.waitFor(() => expect(focused()).toBe("Tenant 0"));
});
