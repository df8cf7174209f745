import { type ModelName, modelLabels, modelNames } from "@churned/domain/plan";
import { type ExportFormat } from "@churned/domain/record";
import { routes } from "@churned/domain/routes";
import { useQuery } from "@tanstack/solid-query";
import Download from "lucide-solid/icons/download";
import { For, Show } from "solid-js";
import { makeAddress } from "../../../api/call.ts";
import { queries } from "../../../api/queries.ts";
import type { RecordCount } from "../../../api/types.ts";
import { dataOf } from "../../../api/read.ts";
import { language } from "../../../ui/language.ts";
import { Card } from "../../../ui/card.tsx";
import { Loaded } from "../../../shell/loaded.tsx";
import { formatCount } from "../../../ui/numbers.ts";
import { showToast } from "../../../ui/toast.tsx";
import { recordFileWords } from "./record-file-words.ts";
import "./record-files.css";

const words = () => recordFileWords[language()];

/**
 * The stored records by model, with their number and a download. Shows nothing if no record is stored. The browser
 * writes the file to disk while it arrives.
 */
export function RecordFiles(props: { connectionId: string }) {
  const counts = useQuery(() => queries.recordCounts(props.connectionId));
  const isEmpty = () => dataOf(counts)?.items.length === 0;
  return (
    <Show when={!isEmpty()}>
      <div data-record-files lang={language()}>
        <Card title={words().title} flush>
          <Loaded read={counts} label={words().reading} rows={5}>
            {(read) => <Files connectionId={props.connectionId} counts={read().items} />}
          </Loaded>
        </Card>
      </div>
    </Show>
  );
}

function Files(props: { connectionId: string; counts: readonly RecordCount[] }) {
  const inOrder = () =>
    props.counts.toSorted((a, b) => modelNames.indexOf(a.model) - modelNames.indexOf(b.model));
  const sum = (key: "live" | "deleted") =>
    props.counts.reduce((total, count) => total + count[key], 0);
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">{words().model}</th>
            <th scope="col" data-count>
              {words().records}
            </th>
            <th scope="col">
              <span data-unseen>{words().files}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <For each={inOrder()}>
            {(count) => (
              <tr>
                <th scope="row">{modelLabels[count.model]}</th>
                <Count live={count.live} deleted={count.deleted} />
                <td data-links>
                  <Show when={count.live > 0}>
                    <FileLink connectionId={props.connectionId} format="csv" model={count.model} />
                  </Show>
                  <FileLink connectionId={props.connectionId} format="ndjson" model={count.model} />
                </td>
              </tr>
            )}
          </For>
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words().all}</th>
            <Count live={sum("live")} deleted={sum("deleted")} />
            <td data-links>
              <FileLink connectionId={props.connectionId} format="ndjson" />
            </td>
          </tr>
        </tfoot>
      </table>
      <p data-note>
        <b>CSV</b> {words().csv} <b>NDJSON</b> {words().ndjson}
      </p>
    </>
  );
}

function Count(props: { live: number; deleted: number }) {
  return (
    <td data-count data-figures>
      {formatCount(props.live)}
      <Show when={props.deleted > 0}>
        <small>{words().deleted(formatCount(props.deleted))}</small>
      </Show>
    </td>
  );
}

/** A plain link, so that the browser saves the file while it arrives. The browser also reports a failed download. */
function FileLink(props: { connectionId: string; format: ExportFormat; model?: ModelName }) {
  const label = () => (props.model === undefined ? words().all : modelLabels[props.model]);
  return (
    <a
      data-button="outline"
      download=""
      rel="external"
      href={makeAddress(routes.exportRecords.path, props.connectionId, {
        format: props.format,
        model: props.model,
      })}
      aria-label={words().link(label(), props.format.toUpperCase())}
      onClick={() => showToast(words().onItsWay)}
    >
      <Download size={13} />
      {props.format.toUpperCase()}
    </a>
  );
}
