// The bodies of slot machines on the wire, by the codec's names: the same for
// every machine.
import type {
  SlotsDeadline, SlotsDrop, SlotsFreeSpun, SlotsGambled, SlotsOpened, SlotsOwn, SlotsPaid, SlotsPrize, SlotsResult, SlotsShown, SlotsSpun, SlotsState,
  SlotsTakenBack, SlotsView, SlotsVoided, SlotsWin,
} from "../../wire/wire.gen";

export type Colour = "red" | "black";
export type Why = "played" | "capped" | "collected" | "lost" | "limit" | "timeout";
export type Win = SlotsWin;
export type Drop = SlotsDrop;
export type Prize = SlotsPrize;
export type Shown = SlotsShown;
export type State = SlotsState & { doing: "free" | "gamble" | "ended" };
export type Spun = SlotsSpun & { state: State };
export type FreeSpun = SlotsFreeSpun & { state: State };
export type Gambled = SlotsGambled & { colour: Colour; came: Colour; state: State };
export type Deadline = SlotsDeadline;
export type Paid = SlotsPaid & { why: Why };
export type Opened = SlotsOpened;
export type Result = SlotsResult;
export type Voided = SlotsVoided;
export type TakenBack = SlotsTakenBack;
export type View = SlotsView;
export type OwnView = Omit<SlotsOwn, "state" | "paid" | "bet"> & { bet: string | null; state: State | null; paid: Paid | null };
