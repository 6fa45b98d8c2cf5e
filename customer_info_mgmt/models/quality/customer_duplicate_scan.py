from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.similarity import face, score
from . import quality_settings

SCANNED_UP_TO = "customer_info_mgmt.duplicates_scanned_up_to"
# Keys of a transaction that was still running when a scan began may have lower ids than
# that scan has seen. So a scan begins where the one before the last ended, and the one
# after a full scan this many keys earlier.
PREVIOUS_SCAN = "customer_info_mgmt.duplicates_scanned_before"
MARGIN = 500000
BATCH = 20000
# Faces kept between batches; about 1 kB each.
FACES_KEPT = 300000
# These keys name one customer or household. The others are parts of what many share, so
# they say nothing from a fifth of the cap on.
TELLING_KINDS = ("phone", "email", "tax")
WEAK_SHARE = 5


class CustomerDuplicate(models.Model):
    """The scan: pairs among the records that are there.

    First one statement puts every pair of records that share a key into a queue; then
    the queue is worked off in batches, each a transaction of its own. A scan that was
    killed goes on with what is left in the queue.
    """

    _inherit = "customer.duplicate"

    @api.model
    def _cron_scan(self, batch=BATCH):
        """Look at what changed since the last scan; finish a killed one first."""
        waiting = self._count_waiting()
        if not waiting:
            highest = self._highest_key()
            waiting = self._queue_pairs(self._param(PREVIOUS_SCAN))
            self._move_marks(highest)
        self._work_off(waiting, batch)

    def action_scan_everything(self):
        """Start the scan of all records in the background."""
        self.env["customer.merge"]._check_steward()
        self.env["ir.config_parameter"].sudo().set_param(PREVIOUS_SCAN, 0)
        self.env.cr.execute("DELETE FROM customer_duplicate_candidate")
        self.env.ref("customer_info_mgmt.ir_cron_scan_duplicates").sudo()._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("The scan has started; pairs appear as found."),
            },
        }

    def _param(self, name):
        return int(self.env["ir.config_parameter"].sudo().get_param(name, 0))

    def _highest_key(self):
        query = SQL("SELECT COALESCE(max(id), 0) FROM customer_match_key")
        return self.env.execute_query(query)[0][0]

    def _move_marks(self, highest):
        """Note where this scan ended; the next one begins where the last one did."""
        params = self.env["ir.config_parameter"].sudo()
        begin = self._param(SCANNED_UP_TO)
        if not self._param(PREVIOUS_SCAN):
            begin = max(1, highest - MARGIN)
        params.set_param(PREVIOUS_SCAN, begin)
        params.set_param(SCANNED_UP_TO, highest)

    def _count_waiting(self):
        query = SQL("SELECT count(*) FROM customer_duplicate_candidate")
        return self.env.execute_query(query)[0][0]

    def _queue_pairs(self, since):
        """Queue the pairs that share a key which is newer than ``since``.

        A key that more records share than the cap is passed over: those records meet
        under their other keys.

        :return: number of pairs in the queue
        """
        cap = quality_settings.get_key_cap(self.env)
        pairs = self._new_pairs_sql(since, cap) if since else self._all_pairs_sql(cap)
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_duplicate_candidate (partner_a, partner_b)
                %s
                UNION
                SELECT LEAST(pair.partner_a_id, pair.partner_b_id),
                       GREATEST(pair.partner_a_id, pair.partner_b_id)
                  FROM customer_duplicate pair
                 WHERE pair.state = 'open' AND %s
                 ORDER BY 1, 2
                """,
                pairs,
                self._changed_sql(since),
            )
        )
        return self.env.cr.rowcount

    def _changed_sql(self, since):
        """Condition on the known pair: one of its records has changed."""
        if not since:
            return SQL("TRUE")
        return SQL(
            """
            EXISTS (
                SELECT FROM customer_match_key fresh
                 WHERE fresh.partner_id IN (pair.partner_a_id, pair.partner_b_id)
                   AND fresh.id > %s
            )
            """,
            since,
        )

    def _all_pairs_sql(self, cap):
        # One telling key, or two others: of a million pairs that share less hardly one
        # is alike enough, and they are six of seven.
        return SQL(
            """
            SELECT a.partner_id, b.partner_id
              FROM (
                    SELECT CASE WHEN kind IN %s THEN 2 ELSE 1 END AS weight,
                           array_agg(partner_id) AS members
                      FROM customer_match_key
                     GROUP BY kind, key
                    HAVING count(*) BETWEEN 2 AND %s
                   ) shared
             CROSS JOIN LATERAL unnest(members) AS a (partner_id)
             CROSS JOIN LATERAL unnest(members) AS b (partner_id)
             WHERE a.partner_id < b.partner_id
             GROUP BY 1, 2
            HAVING SUM(shared.weight) >= 2
            """,
            TELLING_KINDS,
            self._cap_sql("kind", cap),
        )

    def _cap_sql(self, column, cap):
        """How many records may share a key of the kind in ``column``."""
        return SQL(
            "CASE WHEN %s IN %s THEN %s ELSE %s END",
            SQL.identifier(*column.split(".")),
            TELLING_KINDS,
            cap,
            max(2, cap // WEAK_SHARE),
        )

    def _new_pairs_sql(self, since, cap):
        return SQL(
            """
            SELECT LEAST(fresh.partner_id, other.partner_id),
                   GREATEST(fresh.partner_id, other.partner_id)
              FROM customer_match_key fresh
             CROSS JOIN LATERAL (
                    SELECT array_agg(partner_id) AS members
                      FROM (
                            SELECT k.partner_id
                              FROM customer_match_key k
                             WHERE k.kind = fresh.kind AND k.key = fresh.key
                             LIMIT %(limit)s
                           ) sharing
                   ) shared
             CROSS JOIN LATERAL unnest(shared.members) AS other (partner_id)
             WHERE fresh.id > %(since)s
               AND cardinality(shared.members) BETWEEN 2 AND %(kind_cap)s
               AND other.partner_id != fresh.partner_id
            """,
            since=since,
            kind_cap=self._cap_sql("fresh.kind", cap),
            limit=cap + 1,
        )

    def _work_off(self, waiting, batch):
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=waiting)
        faces = {}
        while pairs := self._take_pairs(batch):
            self._score_pairs(pairs, faces)
            if not progress._commit_progress(len(pairs)):
                return

    def _take_pairs(self, batch):
        """Take pairs from the queue; another worker takes others."""
        return self.env.execute_query(
            SQL(
                """
                DELETE FROM customer_duplicate_candidate
                 WHERE id IN (
                        SELECT id FROM customer_duplicate_candidate
                         ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
                       )
                RETURNING partner_a, partner_b
                """,
                batch,
            )
        )

    def _score_pairs(self, pairs, faces):
        """Store the pairs that are alike, drop open ones that no longer are.

        :param pairs: list of two partner ids
        :param faces: prepared records of earlier batches, added to
        """
        threshold = quality_settings.get_threshold(self.env)
        self._load_faces({partner_id for pair in pairs for partner_id in pair}, faces)
        alike, unlike = [], []
        for a, b in pairs:
            if a not in faces or b not in faces:
                continue
            value, codes = score(faces[a], faces[b])
            if value >= threshold:
                alike.append((a, b, value, codes))
            else:
                unlike.append((min(a, b), max(a, b)))
        self._add_pairs(alike, "scan")
        self._drop_pairs(unlike)

    def _load_faces(self, partner_ids, faces):
        missing = partner_ids - faces.keys()
        too_many = len(faces) + len(missing) - FACES_KEPT
        if too_many > 0:
            oldest = [name for name in faces if name not in partner_ids][:too_many]
            for name in oldest:
                del faces[name]
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM res_partner"
                " WHERE id = ANY(%s) AND active AND partner_share",
                list(missing),
            )
        )
        partners = self.env["res.partner"].browse(row[0] for row in rows)
        for partner_id, values in partners._match_values().items():
            faces[partner_id] = face(values)

    def _drop_pairs(self, pairs):
        if not pairs:
            return
        firsts, seconds = zip(*pairs, strict=True)
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM customer_duplicate pair
                 USING unnest(%s::int[], %s::int[]) AS unlike (a, b)
                 WHERE LEAST(pair.partner_a_id, pair.partner_b_id) = unlike.a
                   AND GREATEST(pair.partner_a_id, pair.partner_b_id) = unlike.b
                   AND pair.state = 'open'
                """,
                list(firsts),
                list(seconds),
            )
        )

    @api.model
    def _upsert_pairs(self, firsts, seconds, values, codes, source):
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_duplicate AS pair
                    (partner_a_id, partner_b_id, score, reasons, state, source,
                     create_uid, write_uid, create_date, write_date)
                SELECT a, b, score, reasons, 'open', %(source)s,
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM unnest(%(firsts)s::int[], %(seconds)s::int[],
                              %(values)s::float8[], %(codes)s::text[])
                       AS found (a, b, score, reasons)
                 WHERE NOT EXISTS (
                        SELECT FROM customer_duplicate turned
                         WHERE turned.partner_a_id = found.b
                           AND turned.partner_b_id = found.a
                       )
                ON CONFLICT (partner_a_id, partner_b_id) DO UPDATE
                   SET score = EXCLUDED.score,
                       reasons = EXCLUDED.reasons,
                       state = 'open',
                       reason = NULL,
                       expiry_date = NULL,
                       decided_by_id = NULL,
                       decided_date = NULL,
                       write_uid = EXCLUDED.write_uid,
                       write_date = EXCLUDED.write_date
                 WHERE (pair.state = 'open'
                        AND (pair.reasons, round(pair.score::numeric, 3))
                            IS DISTINCT FROM
                            (EXCLUDED.reasons, round(EXCLUDED.score::numeric, 3)))
                    OR (pair.state = 'not_duplicate' AND pair.expiry_date < %(today)s)
                    OR pair.state = 'merged'
                """,
                source=source,
                uid=self.env.uid,
                now=self.env.cr.now(),
                today=fields.Date.context_today(self),
                firsts=list(firsts),
                seconds=list(seconds),
                values=[float(value) for value in values],
                codes=list(codes),
            )
        )
        changed = self.env.cr.rowcount
        self.invalidate_model()
        return changed
