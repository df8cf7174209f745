/** An answer before it is sent. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly accountId?: string | undefined;
  readonly headers?: Record<string, string>;
}

/** An error in the sandbox's own format, because Planhat documents no format. */
export function refuse(status: number, message: string): Answer {
  return { status, body: JSON.stringify({ message }) };
}

/** The answer with only the error's message, as plain text. */
export function sayPlainly(answer: Answer): Answer {
  const message = /^\{"message":("(?:[^"\\]|\\.)*")\}$/.exec(answer.body)?.[1];
  if (answer.status < 400 || message === undefined) return answer;
  const headers = { ...answer.headers, "content-type": "text/plain; charset=utf-8" };
  return { ...answer, body: String(JSON.parse(message)), headers };
}
