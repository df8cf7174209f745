import { screen } from "@solidjs/testing-library";
import { expect, test, vi } from "vitest";
import { fakeApi } from "../../../../test/fake-api.ts";
import { renderPart } from "../../../../test/render-at.tsx";
import { makeConnection } from "../../../../test/samples.ts";
import { CompaniesQuestion } from "./companies-question.tsx";

const seenAt = "2026-11-23T14:41:07.000Z";
const planhat = { companies: 1_204, companyNames: [], mailDomains: [], seenAt };

test("asks whether the token shows all companies, and names their number", () => {
  fakeApi();
  renderPart(() => (
    <CompaniesQuestion connection={makeConnection({ planhat })} onMore={() => undefined} />
  ));
  const question = screen.getByRole("region", { name: "Is that all of them?" });
  expect(question.textContent).toContain("1,204 companies");
});

test("sends each answer, and opens the steps for hidden companies only after a no", async () => {
  const api = fakeApi();
  const connection = makeConnection({ planhat });
  api.answer("answerCompanies", connection);
  const onMore = vi.fn<() => void>();
  const { user } = renderPart(() => <CompaniesQuestion connection={connection} onMore={onMore} />);
  await user.click(screen.getByRole("button", { name: "Yes, that is all" }));
  await vi.waitFor(() => expect(api.calls("answerCompanies")).toHaveLength(1));
  expect(api.calls("answerCompanies")[0]?.body).toEqual({ isAll: true });
  expect(onMore).not.toHaveBeenCalled();
  await user.click(screen.getByRole("button", { name: "No, there are more" }));
  await vi.waitFor(() => expect(onMore).toHaveBeenCalledTimes(1));
  expect(api.calls("answerCompanies")[1]?.body).toEqual({ isAll: false });
});

test("does not ask again for a number of companies that was already confirmed", () => {
  fakeApi();
  const companiesAnswer = { isAll: true, count: 1_204, at: seenAt };
  renderPart(() => (
    <CompaniesQuestion
      connection={makeConnection({ planhat, companiesAnswer })}
      onMore={() => undefined}
    />
  ));
  expect(screen.queryByRole("region")).toBeNull();
});
