// Runs in Node, Bun and Deno: imports the package by its name from node_modules in this folder.

import * as client from "@churned/planhat-client";
import * as inspect from "@churned/planhat-client/inspect-token";
import process from "node:process";
import { exercise } from "./exercise.mjs";

const [door, token] = process.argv.slice(2);
console.log(JSON.stringify(await exercise(client, inspect, door, token)));
process.exit(0);
