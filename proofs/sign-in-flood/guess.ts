/**
 * Sends wrong passwords from a process of its own, on open sockets and without an HTTP client, so that sending them
 * takes little processor time from the API. In use, the guesses come from other machines. For each message, a round,
 * sends all guesses at once. Answers "sent", and later the statuses of the answers.
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** The guesses of one round come from so many addresses, and no other round uses these addresses. */
export interface Round {
  readonly round: number;
  readonly guessers: number;
}

const [port, path = "", guesses] = process.argv.slice(2);

async function openSocket(): Promise<Socket> {
  const socket = connect(Number(port), "127.0.0.1").setEncoding("latin1");
  await once(socket, "connect");
  return socket;
}

async function guess(socket: Socket, { round, guessers }: Round, n: number): Promise<number> {
  const email = `guessed-${n}@acme.example`;
  const body = JSON.stringify({ email, password: "not-the-password" });
  const headers = [
    `POST ${path} HTTP/1.1`,
    "host: localhost",
    "content-type: application/json",
    `content-length: ${body.length}`,
    `x-forwarded-for: 192.0.${round}.${n % guessers}`,
  ];
  socket.write(`${headers.join("\r\n")}\r\n\r\n${body}`);
  const [answer] = (await once(socket, "data")) as [string];
  socket.destroy();
  return Number(answer.split(" ")[1]);
}

async function guessAll(round: Round): Promise<readonly number[]> {
  const sockets = await Promise.all(Array.from({ length: Number(guesses) }, openSocket));
  const answers = sockets.map((socket, n) => guess(socket, round, n));
  process.send?.("sent");
  return await Promise.all(answers);
}

process.on("message", (round: Round) => {
  void guessAll(round).then((statuses) => process.send?.(statuses));
});
