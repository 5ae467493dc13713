// The words of betting layouts with named fields, in English.

export const tfelt = {
  /** "11:1" → "pays 11 to 1". */
  pays: (pays: string) => `pays ${pays.replace(/([\d.]+):(\d+)/g, "$1 to $2")}`,
  field: (title: string, hint: string, pays: string, mine: string) => `${title}, ${hint ? `${hint}, ` : ""}${tfelt.pays(pays)}${mine ? `, your stake ${mine}` : ""}`,
  colSpot: "Bet", colPays: "Pays", colLimit: "Limit", colReturn: "Returns",
};
