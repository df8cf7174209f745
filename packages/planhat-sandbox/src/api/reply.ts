/** An answer before it is sent. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly accountId?: string | undefined;
  readonly headers?: Record<string, string>;
}

/** An error in the shape this sandbox gives it; Planhat documents none. */
export function refuse(status: number, message: string): Answer {
  return { status, body: JSON.stringify({ message }) };
}

/** The same answer where errors are sent as their message alone. */
export function sayPlainly(answer: Answer): Answer {
  const message = /^\{"message":("(?:[^"\\]|\\.)*")\}$/.exec(answer.body)?.[1];
  if (answer.status < 400 || message === undefined) return answer;
  const headers = { ...answer.headers, "content-type": "text/plain; charset=utf-8" };
  return { ...answer, body: String(JSON.parse(message)), headers };
}
