"""The mechanisms by which results go out; see mutations.py."""
from mutation import SIMULATION, Mutation

OUTPUTS = [
    Mutation(
        "outbox-in-the-transaction", "store/sqlite_batch.cpp",
        "  sql_.outbox.add_leads(known.num, known.state, saved_before + 1,\n"
        "                        known.saved_no, now_);\n",
        "  static_cast<void>(saved_before);\n"
        "  static_cast<void>(known);\n",
        (("store.conformance_outbox",
          "leads that are saved wait for those who want them"),
         ("e2e.webhooks", "leads_go_out_signed_while_the_job_runs"))),
    Mutation(
        "one-delivery-at-a-time", "store/sqlite_outbox.cpp",
        "\" AND open = 1 AND state = 'sending'\"",
        "\" AND open = 1 AND state = 'never'\"",
        (("store.conformance_deliveries",
          "one delivery at a time is sent to a destination"),)),
    Mutation(
        "erased-since-read", "store/sqlite_outbox.cpp",
        "         != to_sql(erasures);\n",
        "             < 0\n         && to_sql(erasures) < 0;\n",
        (("store.conformance_deliveries",
          "after an erasure no body holds the person"),)),
    Mutation(
        "delivered-is-noted", "actors/outputs/delivery_lane.cpp",
        "  if (lane.unsaved)\n",
        "  if (lane.unsaved && lane.turn == 0)\n",
        (("actors_outputs.delivery_lane",
          "what was delivered is not sent again because the disk is full"),)),
    Mutation(
        "unfailed-jobs", "actors/intake.cpp",
        "                fail_later(self, what);\n",
        "                static_cast<void>(fail_later);\n",
        (("actors.intake",
          "a job that nobody takes is failed once the disk has room for that"),
         SIMULATION)),
]
