import { Page } from "../../../shell/page.tsx";
import { LinkButton } from "../../../ui/button.tsx";

export default function NotFound() {
  return (
    <Page
      headline="There is nothing at this address"
      below="It may have moved, or a part of the address was lost."
      width="reading"
    >
      <div>
        <LinkButton href="/" variant="filled">
          Go to the first page
        </LinkButton>
      </div>
    </Page>
  );
}
