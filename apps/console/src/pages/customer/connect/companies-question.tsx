import { isCompaniesQuestionOpen } from "@churned/domain/connection";
import { useQueryClient } from "@tanstack/solid-query";
import { createSignal, Show } from "solid-js";
import { call } from "../../../api/call.ts";
import { ApiProblem } from "../../../api/problem.ts";
import type { Connection } from "../../../api/types.ts";
import { language } from "../../../ui/language.ts";
import { Button } from "../../../ui/button.tsx";
import { formatCount } from "../../../ui/numbers.ts";
import { showToast } from "../../../ui/toast.tsx";
import "./companies-question.css";

const words = {
  en: {
    noun: (count: number) => (count === 1 ? "company" : "companies"),
    question: "Is that all of them?",
    why: "A token shows what its account may see, and a portfolio hides the rest without a word. Compare it with Companies in Planhat.",
    yes: "Yes, that is all",
    no: "No, there are more",
  },
  nl: {
    noun: (count: number) => (count === 1 ? "bedrijf" : "bedrijven"),
    question: "Zijn dat ze allemaal?",
    why: "Een token toont wat het account mag zien, en een portfolio verbergt de rest zonder het te zeggen. Vergelijk het met Companies in Planhat.",
    yes: "Ja, dat zijn ze allemaal",
    no: "Nee, er zijn er meer",
  },
};

const said = () => words[language()];

/** Asks whether the companies that the token shows are all companies of the customer. No test can find that out. */
export function CompaniesQuestion(props: {
  connection: Connection;
  /** Called after "No": shows the setting that hides companies. */
  onMore: () => void;
}) {
  const client = useQueryClient();
  const [answering, setAnswering] = createSignal<boolean>();
  const companies = () => props.connection.planhat?.companies ?? null;

  async function answer(isAll: boolean): Promise<void> {
    setAnswering(isAll);
    try {
      await call("answerCompanies", { id: props.connection.id, body: { isAll } });
      await Promise.all([
        client.invalidateQueries({ queryKey: ["connection"] }),
        client.invalidateQueries({ queryKey: ["check"] }),
      ]);
      if (!isAll) props.onMore();
    } catch (error) {
      showToast(error instanceof ApiProblem ? error.message : "No answer came. Try again.", "warn");
    } finally {
      setAnswering(undefined);
    }
  }

  return (
    <Show when={isCompaniesQuestionOpen(companies(), props.connection.companiesAnswer)}>
      <section data-companies-question lang={language()} aria-label={said().question}>
        <p data-count>
          <b>{formatCount(companies() ?? 0)}</b> {said().noun(companies() ?? 0)}
        </p>
        <div>
          <h3>{said().question}</h3>
          <p>{said().why}</p>
          <div data-answers-row>
            <Button busy={answering() === true} onClick={() => void answer(true)}>
              {said().yes}
            </Button>
            <Button busy={answering() === false} onClick={() => void answer(false)}>
              {said().no}
            </Button>
          </div>
        </div>
      </section>
    </Show>
  );
}
