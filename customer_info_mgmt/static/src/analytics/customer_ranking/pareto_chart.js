import { chartColors } from "@customer_info_mgmt/analytics/shared/chart_colors";
import { _t } from "@web/core/l10n/translation";

// Cumulated shares that are marked: the borders of the classes A and B.
const MARKS = [0.8, 0.95];

/** Cut a name to a number of Latin letters; a Chinese character is as wide as two. */
function shorten(name, width) {
    let used = 0;
    for (const [index, letter] of [...name].entries()) {
        used += letter > "\u2e7f" ? 2 : 1;
        if (used > width) {
            return `${[...name].slice(0, index).join("")}…`;
        }
    }
    return name;
}

function palette() {
    const colors = chartColors();
    // Up to the first mark, up to the second, and the rest.
    return { ...colors, bars: [colors.now, "#00a78d", colors.before] };
}

/**
 * Bars of single customers, the line of their cumulated share, and the 80 and 95 % marks.
 *
 * @param {Object} params
 * @param {Object[]} params.rows ranked rows, the largest first
 * @param {boolean} params.small whether the chart is as narrow as a phone
 * @param {string} params.valueLabel what the bars show
 * @param {(value: number) => string} params.formatValue
 * @param {(share: number) => string} params.formatShare
 * @param {(row: Object) => void} params.onSelect what a click on a bar does
 * @returns {Object} configuration of Chart.js
 */
export function paretoChartConfig(params) {
    const colors = palette();
    return {
        data: {
            labels: params.rows.map((row) => row.name),
            datasets: [
                cumulatedLine(params, colors),
                ...MARKS.map((mark) => markLine(mark, params, colors)),
                valueBars(params, colors),
            ],
        },
        options: {
            maintainAspectRatio: false,
            animation: false,
            interaction: { mode: "index", intersect: false },
            onClick: (_ev, elements) => {
                if (elements.length) {
                    params.onSelect(params.rows[elements[0].index]);
                }
            },
            onHover: (ev, elements) => {
                ev.native.target.style.cursor = elements.length ? "pointer" : "default";
            },
            plugins: { legend: { display: false }, tooltip: tooltip(params) },
            scales: scales(params, colors),
        },
    };
}

/** How many of the marks those before a customer reach without it. */
function marksPassed({ cumulated, share }) {
    return MARKS.filter((mark) => cumulated - share >= mark).length;
}

function valueBars({ rows, valueLabel }, colors) {
    return {
        type: "bar",
        label: valueLabel,
        data: rows.map((row) => row.value),
        backgroundColor: rows.map((row) => colors.bars[marksPassed(row)]),
        borderRadius: 3,
        maxBarThickness: 44,
        yAxisID: "value",
    };
}

function cumulatedLine({ rows }, colors) {
    return {
        type: "line",
        label: _t("Cumulated Share"),
        data: rows.map((row) => row.cumulated),
        borderColor: colors.line,
        backgroundColor: colors.line,
        borderWidth: 2,
        pointRadius: rows.length > 1 ? 2 : 4,
        tension: 0.25,
        yAxisID: "share",
    };
}

function markLine(mark, { rows }, colors) {
    return {
        type: "line",
        label: `mark ${mark}`,
        isMark: true,
        data: rows.map(() => mark),
        borderColor: colors.mark,
        borderWidth: 1,
        borderDash: [5, 4],
        pointRadius: 0,
        pointHitRadius: 0,
        yAxisID: "share",
    };
}

function tooltip({ rows, formatValue, formatShare }) {
    return {
        displayColors: false,
        filter: (item) => !item.dataset.isMark,
        callbacks: {
            title: ([item]) => item && `${rows[item.dataIndex].rank}. ${item.label}`,
            label: ({ dataset, dataIndex }) => {
                const row = rows[dataIndex];
                return dataset.yAxisID === "value"
                    ? `${dataset.label}: ${formatValue(row.value)} (${formatShare(row.share)})`
                    : `${dataset.label}: ${formatShare(row.cumulated)}`;
            },
        },
    };
}

function scales({ rows, small, formatValue, formatShare }, colors) {
    const compact = new Intl.NumberFormat(undefined, { notation: "compact" });
    return {
        x: {
            grid: { display: false },
            ticks: {
                color: colors.text,
                autoSkip: false,
                maxRotation: 60,
                minRotation: rows.length > 6 ? 45 : 0,
                callback: (_value, index) => shorten(rows[index].name, small ? 12 : 18),
            },
        },
        value: {
            position: "left",
            beginAtZero: true,
            border: { display: false },
            grid: { color: colors.grid },
            ticks: {
                color: colors.text,
                maxTicksLimit: 6,
                callback: (value) => (small ? compact.format(value) : formatValue(value)),
            },
        },
        share: {
            position: "right",
            min: 0,
            max: 1,
            border: { display: false },
            grid: { display: false },
            // 80 and 95 % have marks, so they are the ones that are named.
            afterBuildTicks: (axis) => {
                axis.ticks = [0, 0.25, 0.5, ...MARKS].map((value) => ({ value }));
            },
            ticks: {
                color: colors.text,
                callback: (value) => `${Math.round(value * 100)}%`,
            },
        },
    };
}
