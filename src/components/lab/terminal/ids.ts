/** A tab and its panel name each other by these ids. */
export const tabId = (terminal: string): string => `q-tab-${terminal}`;
export const panelId = (terminal: string): string => `q-screen-${terminal}`;
