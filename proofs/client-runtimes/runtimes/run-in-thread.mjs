// Runs in a worker thread of Node. The thread itself loads the package.

import { once } from "node:events";
import process from "node:process";
import { Worker } from "node:worker_threads";

const thread = new Worker(new URL("run.mjs", import.meta.url), { argv: process.argv.slice(2) });
[process.exitCode] = await once(thread, "exit");
