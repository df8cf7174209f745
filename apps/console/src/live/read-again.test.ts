import { QueryClient, QueryObserver } from "@tanstack/solid-query";
import { expect, test } from "vitest";
import { readAgain } from "./read-again.ts";

test.each([[["check", "one", "a"]], [[]]])(
  "what is told of %j while something is read for the first time is read after that, not taken for read",
  async (key) => {
    const client = new QueryClient();
    const answers: ((state: string) => void)[] = [];
    const observer = new QueryObserver(client, {
      queryKey: ["check", "one", "a"],
      queryFn: () => new Promise<string>((resolve) => answers.push(resolve)),
    });
    const stop = observer.subscribe(() => undefined);
    const read = readAgain(client, key);
    answers[0]?.("running");
    await expect.poll(() => answers.length).toBe(2);
    answers[1]?.("done");
    await read;
    expect(observer.getCurrentResult().data).toBe("done");
    stop();
  },
);
