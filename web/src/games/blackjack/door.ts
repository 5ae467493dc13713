// The way to the pages of the blackjack tables, which are loaded when they are wanted.

export const isBlackjack = (game: string | undefined) => game === "blackjack" || game === "blackjack-unlimited";
export const blackjackTable = () => import("./table");
