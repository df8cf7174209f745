import type { Proof } from "../proof.ts";
import { startEngine } from "../sync-truth/engine.ts";

const shareChanged = 0.01;
const callsShareMax = 0.03;
/** The share of records that an import changes. */
const shareImported = 0.2;
/** While nothing changes, a sync needs at least one call for each model. This many more calls are allowed. */
const moreCallsMax = 2;
const hourMs = 60 * 60_000;

/** Long: 1,000,000 end users. Short: 20,000. One of a hundred end users changes, and no other record changes. */
export const proof: Proof = {
  name: "incremental",
  claim:
    "The cost of an incremental sync depends on the number of changes: it makes few calls and writes only changed records.",
  run: async ({ isShort }) => {
    const enduser = isShort ? 20_000 : 1_000_000;
    await using engine = await startEngine({ isOrdered: true });
    const sizes = { enduser, company: 200, user: 3, license: 20 };
    const [tenant] = engine.sandbox.addTenants({ key: "changing", sizes });
    if (tenant === undefined) throw new Error("The sandbox added no tenant.");
    const connection = await engine.connect("changing", tenant.token);
    const full = await engine.sync(connection, "full");
    const disturb = (share: number): number =>
      engine.sandbox.disturbRecords({ tenant: tenant.key, model: "enduser" }, { change: share })
        .changed;
    const changed = disturb(shareChanged);
    const incremental = await engine.sync(connection, "incremental");
    const again = await engine.sync(connection, "incremental");
    const imported = disturb(shareImported);
    await engine.sync(connection, "incremental");
    // An hour later, one sync looks for changes that Planhat showed late. After that sync, there is nothing left to
    // look for.
    engine.passTime(hourMs);
    const settling = await engine.sync(connection, "incremental");
    engine.passTime(hourMs);
    const quiet = await engine.sync(connection, "incremental");
    const of = ({ streams }: typeof full) => {
      const stream = streams.find(({ model }) => model === "enduser");
      if (stream === undefined) throw new Error("End users were not read.");
      return { ...stream, written: stream.inserted + stream.updated };
    };
    const [all, some, none] = [of(full), of(incremental), of(again)];
    const [settlingCalls, quietCalls] = [settling, quiet].map(({ streams }) =>
      streams.reduce((sum, { requests }) => sum + requests, 0),
    );
    if (settlingCalls === undefined || quietCalls === undefined) throw new Error("No calls.");
    const quietCallsMax = quiet.streams.length + moreCallsMax;
    // A small model costs at least one call. The first sync also checks once whether Planhat sorts by time.
    const callsMax = Math.max(1, Math.floor(all.requests * callsShareMax)) + 1;
    return {
      figure: [
        `full sync: ${enduser.toLocaleString("en")} records in ${all.requests} calls`,
        `after ${changed.toLocaleString("en")} records changed: ${some.requests} calls, ${some.written.toLocaleString("en")} records written`,
        `without a change: ${none.requests} calls, ${none.written} records written`,
        `an hour after an import of ${imported.toLocaleString("en")} records: ${settlingCalls} calls for ${quiet.streams.length} models; each later sync: ${quietCalls} calls`,
      ].join("; "),
      mustReach: `after changes at most ${callsMax} calls, one of them to test that Planhat sorts, and exactly the changed records written; then no second test and no record written; later at most ${quietCallsMax} calls for all models`,
      ok:
        some.mode === "incremental" &&
        some.requests <= callsMax &&
        some.written === changed &&
        // Each sync reads again from a little before the last sync's end. Records that have just changed are in this
        // overlap.
        none.requests <= Math.max(1, some.requests - 1) &&
        none.written === 0 &&
        of(quiet).written === 0 &&
        settlingCalls > quietCallsMax &&
        quietCalls <= quietCallsMax,
    };
  },
};
