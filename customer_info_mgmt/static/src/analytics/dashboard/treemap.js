/**
 * Rectangles that fill an area, each as large as its value, as near to squares as can be.
 *
 * M. Bruls, K. Huizing, J. J. van Wijk, "Squarified Treemaps", Data Visualization 2000.
 *
 * @param {number[]} values the largest first, none of them negative
 * @param {number} width of the area
 * @param {number} height of the area
 * @returns {{x: number, y: number, width: number, height: number}[]} one per value, in
 *     their order; those of value 0 have no size
 */
export function squarify(values, width, height) {
    const total = values.reduce((sum, value) => sum + value, 0);
    const scale = total > 0 ? (width * height) / total : 0;
    const areas = values.map((value) => value * scale);
    const free = { x: 0, y: 0, width, height };
    const placed = [];
    let row = [];
    for (const area of areas) {
        const side = Math.min(free.width, free.height);
        if (row.length && worst([...row, area], side) > worst(row, side)) {
            placed.push(...layRow(row, free));
            row = [];
        }
        row.push(area);
    }
    placed.push(...layRow(row, free));
    return placed;
}

/** The worst ratio of the sides of rectangles that share one side of the free area. */
function worst(row, side) {
    const sum = row.reduce((total, area) => total + area, 0);
    const smallest = Math.min(...row);
    if (!sum || !side || !smallest) {
        return Infinity;
    }
    const square = sum * sum;
    const length = side * side;
    return Math.max((length * Math.max(...row)) / square, square / (length * smallest));
}

/** Place a row along the shorter side of the free area, and take it off the area. */
function layRow(row, free) {
    const sum = row.reduce((total, area) => total + area, 0);
    const isTall = free.width >= free.height;
    const side = isTall ? free.height : free.width;
    const depth = side ? sum / side : 0;
    let offset = 0;
    const rectangles = row.map((area) => {
        const length = depth ? area / depth : 0;
        const rectangle = isTall
            ? { x: free.x, y: free.y + offset, width: depth, height: length }
            : { x: free.x + offset, y: free.y, width: length, height: depth };
        offset += length;
        return rectangle;
    });
    if (isTall) {
        free.x += depth;
        free.width -= depth;
    } else {
        free.y += depth;
        free.height -= depth;
    }
    return rectangles;
}
