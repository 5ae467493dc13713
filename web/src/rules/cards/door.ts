// The way to the rules of the card tables, which are loaded when they are wanted.
export { isCards } from "../../history/cards/door";
export const cardRules = () => import("./page");
