import UserPlus from "lucide-solid/icons/user-plus";
import { createSignal } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { loadLater } from "../../../shell/load-later.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";

const Invitations = loadLater(
  () => import("./invitations.tsx"),
  () => <Skeleton rows={2} label="Opening the form" />,
);

/** A button for customers who do not have the rights in Planhat. */
export function InviteButton(props: { connectionId: string }) {
  const [isOpen, setIsOpen] = createSignal(false);
  return (
    <>
      <Button variant="quiet" icon={<UserPlus size={15} />} onClick={() => setIsOpen(true)}>
        I don’t have these rights, invite a colleague
      </Button>
      <Dialog
        open={isOpen()}
        title="Invite the colleague who has the admin rights"
        onClose={() => setIsOpen(false)}
      >
        <Invitations connectionId={props.connectionId} />
      </Dialog>
    </>
  );
}
