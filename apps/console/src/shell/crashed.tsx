import { Button } from "../ui/button.tsx";
import { Empty } from "../ui/empty.tsx";

/** Shown when the page's own code fails. The words say that the reader is not at fault. */
export function Crashed(props: { error: unknown; reset: () => void }) {
  return (
    <main>
      <Empty
        heading="h1"
        title="This page stumbled, and it is our fault"
        action={
          <Button variant="filled" onClick={() => props.reset()}>
            Show it again
          </Button>
        }
      >
        Nothing you saved is lost.{" "}
        {props.error instanceof Error ? `For Churned: ${props.error.message}` : ""}
      </Empty>
    </main>
  );
}
