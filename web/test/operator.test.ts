import { describe, expect, test } from "vitest";
import { HttpError } from "../src/net/http";
import { bytesLeft, voidable, voidSentence } from "../src/operator/void";
import { t } from "../src/text/en";
import type { OperatorRoom } from "../src/wire/http";

const room = (phase: string, more: Partial<OperatorRoom> = {}, live = true): OperatorRoom =>
  ({ card: { room: 1, name: "One", phase, live }, term: 1, seq: 1, round: 2 ** 24 + 1, node: "n", ...more }) as OperatorRoom;

test("a round is offered for a void only before its outcome is fixed", () => {
  expect(["none", "open", "closed", "settled", "void"].filter((phase) => voidable(room(phase)))).toEqual(["open"]);
  expect(voidable(room("closed", { sourceLost: true }))).toBe(true);
  expect(voidable(room("open", {}, false))).toBe(false);
});

test("a reason is measured in bytes, without the space around it", () => {
  expect([bytesLeft(""), bytesLeft(" a "), bytesLeft("é".repeat(100)), bytesLeft("é".repeat(101))]).toEqual([200, 199, 0, -2]);
  expect([t.voidLeft(3), t.voidLeft(-1), t.voidLeft(-2)]).toEqual(["3 of 200 bytes left", "1 byte too long", "2 bytes too long"]);
});

describe("an answer to a void is told in a plain sentence", () => {
  test("a refusal in the server's own", () => {
    expect(voidSentence(new HttpError("outcome_fixed", 409, "Betting has closed. Nothing has changed."))).toBe("Betting has closed. Nothing has changed.");
    expect(voidSentence(new HttpError("busy", 503, "The table is too busy. Nothing has changed."))).toBe("The table is too busy. Nothing has changed.");
  });

  test.each([["network", 0], ["no_owner", 503], ["fault", 500], ["unreadable", 502]])("what is not known (%s) is not told as refused", (code, status) => {
    expect(voidSentence(new HttpError(code, status, "x"))).toBe(t.voidUnknown);
  });
});
