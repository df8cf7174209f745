import UserPlus from "lucide-solid/icons/user-plus";
import { createSignal, lazy, Suspense } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";

const Invitations = lazy(() => import("./invitations.tsx"));

/** For whoever lacks the rights in Planhat. */
export function InviteButton(props: { connectionId: string }) {
  const [isOpen, setIsOpen] = createSignal(false);
  return (
    <>
      <Button look="quiet" icon={<UserPlus size={15} />} onClick={() => setIsOpen(true)}>
        I don’t have these rights, invite a colleague
      </Button>
      <Dialog
        open={isOpen()}
        title="Invite the colleague who has the admin rights"
        onClose={() => setIsOpen(false)}
      >
        <Suspense fallback={<Skeleton rows={2} label="Opening the form" />}>
          <Invitations connectionId={props.connectionId} />
        </Suspense>
      </Dialog>
    </>
  );
}
