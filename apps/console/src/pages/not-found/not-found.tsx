import { LinkButton } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";

export default function NotFound() {
  return (
    <Empty
      title="There is nothing at this address"
      action={
        <LinkButton href="/" look="filled">
          Go to the first page
        </LinkButton>
      }
    >
      It may have moved, or a part of the address was lost.
    </Empty>
  );
}
