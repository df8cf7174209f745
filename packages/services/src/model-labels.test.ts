import { modelLabels, modelNames } from "@churned/domain/plan";
import { models } from "@churned/planhat-client/models";
import { expect, it } from "vitest";

it("labels models as the client's registry does", () => {
  expect(modelNames.map((name) => [name, modelLabels[name]])).toEqual(
    modelNames.map((name) => [models[name].name, models[name].label]),
  );
});
