// The way to the pages of the baccarat tables, which are loaded when they are wanted.

export const baccaratGame = "baccarat";
export const baccaratTable = () => import("./table");
