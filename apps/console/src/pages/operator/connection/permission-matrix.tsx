import type { Plan } from "@churned/domain/plan";
import { createMemo, For } from "solid-js";
import type { Check } from "../../../api/types.ts";
import { StateShape } from "../../../ui/state.tsx";
import { formatExact } from "../../../ui/relative-time.ts";
import { makeMatrix, type MatrixCell } from "./matrix.ts";
import "./permission-matrix.css";

/** The number of columns. The latest check is always at the right edge. */
export const columns = 60;
const pitch = 10;
const cellHeight = 14;

/**
 * Which models the token could read in the last checks, with the oldest check on the left. Shows when a permission
 * changed.
 */
export function PermissionMatrix(props: { checks: readonly Check[]; plan: Plan }) {
  const rows = createMemo(() => makeMatrix(props.checks, props.plan));
  return (
    <>
      <ul data-matrix>
        <For each={rows()}>
          {(row) => (
            <li>
              <span>{row.label}</span>
              <svg
                viewBox={`0 0 ${columns * pitch} ${cellHeight}`}
                preserveAspectRatio="none"
                role="img"
                aria-label={`${row.label} ${row.summary}`}
              >
                <For each={row.cells}>
                  {(cell, position) => (
                    <Cell cell={cell} x={(columns - row.cells.length + position()) * pitch} />
                  )}
                </For>
              </svg>
            </li>
          )}
        </For>
      </ul>
      <p data-legend aria-hidden="true">
        <Legend tone="ok" word="may be read" />
        <Legend tone="warn" word="denied, optional" />
        <Legend tone="bad" word="View is not ticked, or token rejected" />
        <Legend tone="busy" word="no answer" />
      </p>
    </>
  );
}

/**
 * Each outcome has its own shape. Readable: a full cell. Optional: a low cell. Denied: a full cell with a line
 * through it. No answer: a hollow cell.
 */
function Cell(props: { cell: MatrixCell; x: number }) {
  const isLow = () => props.cell.tone === "warn" || props.cell.tone === "idle";
  return (
    <g data-tone={props.cell.tone} data-cell-tone={props.cell.tone}>
      <title>{`${formatExact(new Date(props.cell.at))}: ${props.cell.word}`}</title>
      <rect
        x={props.x + 0.75}
        y={isLow() ? 5 : 0.75}
        width={pitch - 1.5}
        height={isLow() ? cellHeight - 5.75 : cellHeight - 1.5}
        rx="1.5"
      />
      {props.cell.tone === "bad" ? (
        <path d={`M${props.x + 2.4} ${cellHeight - 3}L${props.x + pitch - 2.4} 3`} />
      ) : null}
    </g>
  );
}

function Legend(props: { tone: "ok" | "warn" | "bad" | "busy"; word: string }) {
  return (
    <span>
      <StateShape tone={props.tone} size={12} /> {props.word}
    </span>
  );
}
