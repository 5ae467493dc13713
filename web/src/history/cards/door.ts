// The way to the records of card rounds, which are loaded when they are wanted.

const games = ["blackjack", "blackjack-unlimited", "baccarat", "dragon-tiger"];
export const isCards = (game: string | undefined) => games.includes(game ?? "");
export const cardRecord = () => import("./record");
export const cardReport = () => import("./report");
