// The way to the pages of the dragon tiger tables, which are loaded when they are wanted.

export const dragonTigerGame = "dragon-tiger";
export const dragonTigerTable = () => import("./table");
