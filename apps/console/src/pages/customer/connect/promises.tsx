import BookOpen from "lucide-solid/icons/book-open";
import Lock from "lucide-solid/icons/lock";
import Zap from "lucide-solid/icons/zap";
import "./promises.css";

/** What Churned promises to a person who is about to paste a secret. */
export function Promises() {
  return (
    <ul data-promises>
      <li>
        <Zap size={15} />
        <span>
          <b>An answer at once.</b> Save tests the token. Within two seconds, where Planhat answers
          as fast, it says what works, and if something does not, which box to tick.
        </span>
      </li>
      <li>
        <BookOpen size={15} />
        <span>
          <b>Only ever reads.</b> Churned changes nothing in your Planhat, and keeps well within its
          limits.
        </span>
      </li>
      <li>
        <Lock size={15} />
        <span>
          <b>Yours to end.</b> Remove the token in Planhat or disconnect here, whenever you like.
        </span>
      </li>
    </ul>
  );
}
