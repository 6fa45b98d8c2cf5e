import { chartColors } from "@customer_info_mgmt/analytics/shared/chart_colors";
import { _t } from "@web/core/l10n/translation";

function compact(value) {
    return new Intl.NumberFormat(undefined, { notation: "compact" }).format(value);
}

function axes(colors, more = {}) {
    return {
        x: {
            grid: { display: false },
            ticks: { color: colors.text, maxRotation: 0, autoSkipPadding: 12 },
            ...more.x,
        },
        y: {
            border: { display: false },
            grid: { color: colors.grid },
            ticks: { color: colors.text, maxTicksLimit: 5, callback: compact },
            ...more.y,
        },
    };
}

function legend(colors) {
    return {
        position: "bottom",
        labels: { color: colors.text, boxWidth: 12, boxHeight: 12 },
    };
}

/** Call back with the number of the bar or point that was clicked. */
function clickable(onSelect) {
    return {
        onClick: (_ev, elements) => elements.length && onSelect(elements[0].index),
        onHover: (ev, elements) => {
            ev.native.target.style.cursor = elements.length ? "pointer" : "default";
        },
    };
}

/**
 * Revenue of each month beside the same month a year before.
 *
 * @param {Object} params
 * @param {Object[]} params.rows `month`, `revenue`, `before`
 * @param {(month: string) => string} params.formatMonth
 * @param {(value: number) => string} params.formatMoney
 * @param {(index: number) => void} params.onSelect
 * @returns {Object} configuration of Chart.js
 */
export function trendChart({ rows, formatMonth, formatMoney, onSelect }) {
    const colors = chartColors();
    return {
        data: {
            labels: rows.map(({ month }) => formatMonth(month)),
            datasets: [
                {
                    type: "line",
                    label: _t("A Year before"),
                    data: rows.map(({ before }) => before),
                    borderColor: colors.line,
                    backgroundColor: colors.line,
                    borderWidth: 2,
                    pointRadius: 0,
                    tension: 0.25,
                },
                {
                    type: "bar",
                    label: _t("Revenue"),
                    data: rows.map(({ revenue }) => revenue),
                    backgroundColor: colors.now,
                    borderRadius: 2,
                },
            ],
        },
        options: {
            maintainAspectRatio: false,
            animation: false,
            interaction: { mode: "index", intersect: false },
            ...clickable(onSelect),
            plugins: {
                legend: legend(colors),
                tooltip: {
                    callbacks: {
                        label: ({ dataset, raw }) => `${dataset.label}: ${formatMoney(raw)}`,
                    },
                },
            },
            scales: axes(colors),
        },
    };
}

/**
 * Which share of the customers makes which share of the revenue.
 *
 * @param {Object} params
 * @param {Object[]} params.points `customers` and `revenue`, 0 to 1
 * @param {number} params.top share of the customers that makes 80 %
 * @param {(share: number) => string} params.formatShare
 * @param {() => void} params.onSelect
 * @returns {Object} configuration of Chart.js
 */
export function paretoChart({ points, top, formatShare, onSelect }) {
    const colors = chartColors();
    const share = (value) => `${Math.round(100 * value)}%`;
    const curve = [{ x: 0, y: 0 }, ...points.map((p) => ({ x: p.customers, y: p.revenue }))];
    const dashed = {
        borderColor: colors.line,
        borderDash: [5, 4],
        borderWidth: 1,
        pointRadius: 0,
        pointHitRadius: 0,
    };
    return {
        type: "line",
        data: {
            datasets: [
                {
                    label: _t("Share of the Revenue"),
                    data: curve,
                    borderColor: colors.now,
                    backgroundColor: `${colors.now}22`,
                    fill: true,
                    borderWidth: 2,
                    pointRadius: points.length < 8 ? 3 : 0,
                    pointHitRadius: 12,
                },
                { ...dashed, isMark: true, data: [{ x: 0, y: 0.8 }, { x: top, y: 0.8 }] },
                { ...dashed, isMark: true, data: [{ x: top, y: 0.8 }, { x: top, y: 0 }] },
            ],
        },
        options: {
            maintainAspectRatio: false,
            animation: false,
            ...clickable(onSelect),
            plugins: {
                legend: { display: false },
                tooltip: {
                    displayColors: false,
                    filter: ({ dataset }) => !dataset.isMark,
                    callbacks: {
                        title: () => "",
                        label: ({ raw }) =>
                            _t("%(customers)s of the customers make %(revenue)s", {
                                customers: formatShare(raw.x),
                                revenue: formatShare(raw.y),
                            }),
                    },
                },
            },
            scales: axes(colors, {
                x: {
                    type: "linear",
                    min: 0,
                    max: 1,
                    grid: { display: false },
                    ticks: { color: colors.text, callback: share, maxTicksLimit: 6 },
                    title: { display: true, text: _t("Customers"), color: colors.text },
                },
                y: {
                    min: 0,
                    max: 1,
                    grid: { color: colors.grid },
                    border: { display: false },
                    ticks: { color: colors.text, callback: share, maxTicksLimit: 6 },
                    title: { display: true, text: _t("Revenue"), color: colors.text },
                },
            }),
        },
    };
}

/**
 * Who came, stayed and left, month by month.
 *
 * @param {Object} params
 * @param {Object[]} params.rows of `get_retention`
 * @param {(month: string) => string} params.formatMonth
 * @param {(index: number, kind: string) => void} params.onSelect
 * @returns {Object} configuration of Chart.js
 */
export function retentionChart({ rows, formatMonth, onSelect }) {
    const colors = chartColors();
    const kinds = [
        ["kept", _t("Kept"), "#3188e6", 1],
        ["returned", _t("Came Back"), "#8250c4", 1],
        ["new", _t("New Customers"), "#00a78d", 1],
        ["lost", _t("Lost"), "#d9622b", -1],
    ];
    return {
        type: "bar",
        data: {
            labels: rows.map(({ month }) => formatMonth(month)),
            datasets: kinds.map(([key, label, color, sign]) => ({
                label,
                data: rows.map((row) => sign * row[key]),
                backgroundColor: color,
                borderRadius: 2,
            })),
        },
        options: {
            maintainAspectRatio: false,
            animation: false,
            ...clickable(() => {}),
            onClick: (_ev, elements) =>
                elements.length && onSelect(elements[0].index, kinds[elements[0].datasetIndex][0]),
            plugins: {
                legend: legend(colors),
                tooltip: {
                    callbacks: { label: ({ dataset, raw }) => `${dataset.label}: ${Math.abs(raw)}` },
                },
            },
            scales: {
                x: { ...axes(colors).x, stacked: true },
                y: {
                    ...axes(colors).y,
                    stacked: true,
                    ticks: {
                        color: colors.text,
                        maxTicksLimit: 6,
                        precision: 0,
                        callback: (value) => Math.abs(value),
                    },
                },
            },
        },
    };
}
