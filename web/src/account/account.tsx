import { useState } from "preact/hooks";
import { t } from "../text/en";
import { dateTime } from "../text/format";
import { nextLanding, shownBalance } from "../state/wallet";
import { HttpError } from "../net/http";
import { Button, Dialog, Money } from "../ui/parts";
import { useApp, useClient, useMoment } from "../ui/hooks";

const brokeMinor = 1_000; // the demo tops up below this

/** The balance as it may be shown now. */
export function useBalance(currency = "FUN"): number | null {
  const client = useClient();
  const wallet = useApp((s) => s.wallets[currency]);
  useMoment(nextLanding(wallet, client.now()));
  return shownBalance(wallet, client.now());
}

/** The right end of the top line: who plays, the balance (but where the dock shows it), the ways in and out. */
export function AccountBar({ bare, atTable }: { bare?: boolean; atTable?: boolean }) {
  const client = useClient();
  const me = useApp((s) => s.me);
  const meError = useApp((s) => s.meError);
  const [dialog, setDialog] = useState<"" | "sign-in" | "account">("");
  const balance = useBalance();
  if (!me) return <span class="account">{meError ? <Button onClick={() => void client.readMe()}>{t.retry}</Button> : <span class="shade" />}</span>;
  if (!me.signedIn || !me.player) {
    if (atTable) return null; // its dock has the ways in
    return (
      <span class="account">
        <Button look="quiet" data-testid="sign-in" onClick={() => setDialog("sign-in")}>{t.signIn}</Button>
        <GuestButton />
        {dialog === "sign-in" && <SignIn onClose={() => setDialog("")} />}
      </span>
    );
  }
  return (
    <span class="account">
      {!bare && <Money minor={balance} currency="FUN" testid="balance" />}
      <button type="button" class="who" data-testid="account" onClick={() => setDialog("account")}>
        {me.player.name}
      </button>
      {dialog === "account" && <Account onClose={() => setDialog("")} />}
    </span>
  );
}

export function GuestButton({ look = "brass" }: { look?: "brass" | "line" }) {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const enter = async () => {
    setBusy(true);
    try {
      await client.become(() => client.http.guest());
    } catch (e) {
      setError(sentence(e));
      setBusy(false);
    }
  };
  return (
    <Button look={look} data-testid="guest" disabled={busy} title={error || t.guestHint} onClick={() => void enter()}>
      {error || t.guest}
    </Button>
  );
}

/** What went wrong, in a sentence: the catalogue's, else the server's own. */
export function sentence(e: unknown): string {
  if (!(e instanceof HttpError)) return t.httpError("network");
  return e.code === "network" || !e.message || e.message === e.code ? t.httpError(e.code) : e.message;
}

export function SignIn({ onClose }: { onClose(): void }) {
  const client = useClient();
  const [fresh, setFresh] = useState(false);
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (e: SubmitEvent) => {
    e.preventDefault();
    const form = new FormData(e.target as HTMLFormElement);
    const of = (name: string) => String(form.get(name) ?? "");
    setBusy(true);
    setError("");
    try {
      await client.become(() => fresh
        ? client.http.register(of("name"), of("password"), of("birth"))
        : client.http.signIn(of("name"), of("password")));
      onClose();
    } catch (e) {
      setError(sentence(e));
      setBusy(false);
    }
  };
  return (
    <Dialog title={fresh ? t.newPlayer : t.welcomeBack} onClose={onClose}>
      <form class="form" onSubmit={(e) => void submit(e)}>
        <label>{t.nameField}<input name="name" autocomplete="username" required autofocus maxLength={64} /></label>
        <label>{t.password}<input name="password" type="password" autocomplete={fresh ? "new-password" : "current-password"} required maxLength={256} /></label>
        {fresh && <label>{t.birthDate}<input name="birth" type="date" required /></label>}
        {fresh && <label class="tick"><input type="checkbox" required /> {t.acceptTerms}</label>}
        {error && <p class="form-error" role="alert">{error}</p>}
        <Button look="brass" type="submit" disabled={busy} data-testid="submit">{fresh ? t.register : t.signIn}</Button>
        <Button look="quiet" onClick={() => { setFresh(!fresh); setError(""); }}>{fresh ? t.haveAccount : t.noAccount}</Button>
      </form>
      <p class="fine">{t.playMoneyLong}</p>
    </Dialog>
  );
}

function Account({ onClose }: { onClose(): void }) {
  const client = useClient();
  const me = useApp((s) => s.me);
  const balance = useBalance();
  const [error, setError] = useState("");
  const run = async (f: () => Promise<unknown>, then?: () => void) => {
    try { await f(); then?.(); } catch (e) { setError(sentence(e)); }
  };
  return (
    <Dialog title={me?.player?.name ?? t.account} onClose={onClose}>
      <dl class="facts">
        <div><dt>{t.balance}</dt><dd><Money minor={balance} currency="FUN" /></dd></div>
        {me?.previousSignInMs ? <div><dt>{t.account}</dt><dd>{t.lastSignIn(dateTime(me.previousSignInMs))}</dd></div> : null}
      </dl>
      <p class="fine">{t.playMoneyLong}</p>
      {error && <p class="form-error" role="alert">{error}</p>}
      <div class="row">
        {me?.demo && balance !== null && balance < brokeMinor && (
          <Button look="brass" onClick={() => void run(() => client.topUp())}>{t.topUp}</Button>
        )}
        <Button data-testid="sign-out" onClick={() => void run(() => client.become(() => client.http.signOut()), onClose)}>{t.signOut}</Button>
      </div>
    </Dialog>
  );
}

/** Offered where the player would stake but is broke. */
export function TopUp() {
  const client = useClient();
  const demo = useApp((s) => s.me?.demo ?? false);
  const balance = useBalance();
  const [error, setError] = useState("");
  if (!demo || balance === null || balance >= brokeMinor) return null;
  return (
    <div class="topup" role="status">
      <span>{error || t.topUpHint}</span>
      <Button look="brass" data-testid="top-up" onClick={() => client.topUp().catch((e: unknown) => setError(sentence(e)))}>{t.topUp}</Button>
    </div>
  );
}

/** In place of the dock for who only watches. */
export function AccountGate({ hint }: { hint: string }) {
  const [open, setOpen] = useState(false);
  return (
    <div class="gate" data-testid="gate">
      <p>{hint}</p>
      <Button onClick={() => setOpen(true)}>{t.signIn}</Button>
      <GuestButton />
      {open && <SignIn onClose={() => setOpen(false)} />}
    </div>
  );
}
