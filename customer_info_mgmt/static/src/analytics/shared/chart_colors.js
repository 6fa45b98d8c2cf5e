import { cookie } from "@web/core/browser/cookie";

/** Colours that can be told apart on a light and on a dark ground. */
export function chartColors() {
    const dark = cookie.get("color_scheme") === "dark";
    return {
        now: "#3188e6",
        before: dark ? "#6b7280" : "#c3c9d2",
        line: dark ? "#f4a261" : "#d9622b",
        text: dark ? "#d1d5db" : "#4b5563",
        grid: dark ? "rgba(255,255,255,.1)" : "rgba(0,0,0,.07)",
        mark: dark ? "rgba(255,255,255,.35)" : "rgba(0,0,0,.3)",
    };
}
