import { cookie } from "@web/core/browser/cookie";
import { _t } from "@web/core/l10n/translation";

// From so many repeated orders on, customers stand together.
const LAST_GROUP = 7;

/**
 * Two bars for each number of earlier repeated orders: what was predicted, what came.
 *
 * @param {Object[]} groups with `x`, `customers`, `predicted` and `actual` per customer
 * @param {(value: number, digits: number) => string} formatNumber
 * @returns {Object} configuration of Chart.js
 */
export function calibrationChartConfig(groups, formatNumber) {
    const dark = cookie.get("color_scheme") === "dark";
    const text = dark ? "#d1d5db" : "#4b5563";
    const bars = (label, key, color) => ({
        label,
        data: groups.map((group) => group[key]),
        backgroundColor: color,
        maxBarThickness: 44,
    });
    return {
        type: "bar",
        data: {
            labels: groups.map(({ x }) => (x < LAST_GROUP ? `${x}` : `${x}+`)),
            datasets: [
                bars(_t("Predicted"), "predicted", "#3188e6"),
                bars(_t("What Came"), "actual", "#00a78d"),
            ],
        },
        options: {
            maintainAspectRatio: false,
            animation: false,
            interaction: { mode: "index", intersect: false },
            plugins: {
                legend: { position: "bottom", labels: { color: text, boxWidth: 12 } },
                tooltip: {
                    callbacks: {
                        title: ([{ dataIndex }]) =>
                            _t("%s customers", formatNumber(groups[dataIndex].customers, 0)),
                        label: ({ dataset, raw }) => `${dataset.label}: ${formatNumber(raw, 2)}`,
                    },
                },
            },
            scales: {
                x: {
                    title: { display: true, text: _t("Earlier repeated orders"), color: text },
                    grid: { display: false },
                    ticks: { color: text },
                },
                y: {
                    beginAtZero: true,
                    border: { display: false },
                    grid: { color: dark ? "rgba(255,255,255,.1)" : "rgba(0,0,0,.07)" },
                    ticks: {
                        color: text,
                        maxTicksLimit: 6,
                        callback: (value) => formatNumber(value, 1),
                    },
                },
            },
        },
    };
}
